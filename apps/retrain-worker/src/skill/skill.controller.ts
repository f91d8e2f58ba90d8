import { Controller } from '@nestjs/common';
import { retrainRoutes } from '@qt/contracts';
import { Endpoint } from '@qt/nest-service';
import { SkillService } from './skill.service.ts';

@Controller()
export class SkillController {
  constructor(private readonly service: SkillService) {}

  @Endpoint(retrainRoutes.modelSkill)
  skill() {
    return this.service.skill();
  }
}
