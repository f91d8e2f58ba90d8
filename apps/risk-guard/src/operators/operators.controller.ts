import { Controller, Headers, Inject } from '@nestjs/common';
import { type InputOf, type Operator, riskRoutes } from '@qt/contracts';
import { Endpoint, Input, ownerOf, PEOPLE, type People } from '@qt/nest-service';

@Controller()
export class OperatorsController {
  constructor(@Inject(PEOPLE) private readonly people: People) {}

  @Endpoint(riskRoutes.operator)
  operator(@Input() _: InputOf<typeof riskRoutes.operator>, @Headers('x-admin-token') token: string): Operator {
    const owner = ownerOf(token, this.people());
    if (owner === undefined) throw new Error('expected a request that was admitted by its token');
    return { name: owner.name, role: owner.role };
  }
}
