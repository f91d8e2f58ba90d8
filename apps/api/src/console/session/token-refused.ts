import { HttpProblem } from '@qt/nest-service';

/** Nobody has signed in, or with a token that has been withdrawn since. */
export class TokenRefused extends HttpProblem {
  constructor() {
    super(401, 'not_signed_in', 'session: expected somebody who has signed in, actual nobody');
  }
}
