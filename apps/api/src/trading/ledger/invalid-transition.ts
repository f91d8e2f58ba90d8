/** A transition that an order's state does not allow. */
export class InvalidTransition extends Error {
  override readonly name = 'InvalidTransition';

  constructor(clientOrderId: string, transition: string, state: string) {
    super(`order ${clientOrderId}: cannot ${transition} while ${state}`);
  }
}
