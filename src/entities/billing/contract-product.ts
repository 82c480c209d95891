import { entity, everything } from '../entity.ts'
import { amount, flag, instant, integer, joined, nowhere, reference, text } from '../field.ts'

export const contractProduct = entity({
  name: 'ContractProduct',
  plural: 'ContractProducts',
  group: 'billing',
  description: 'A product billed with every invoice of one contract, beside the plan.',
  operations: everything,
  location: 'CoworkerContract.IssuedBy',
  instantOrders: [
    { earlier: 'RepeatFrom', later: 'RepeatUntil', message: 'must be later than RepeatFrom' },
  ],
  fields: {
    CoworkerContractId: reference('CoworkerContract', { required: true }),
    CoworkerContractQuantity: joined('CoworkerContract.Quantity'),
    CoworkerContractFloorPlanDeskIds: nowhere(
      text({ filter: 'CoworkerContract_FloorPlanDeskIds' }),
    ),
    CoworkerContractFloorPlanDeskNames: nowhere(
      text({ filter: 'CoworkerContract_FloorPlanDeskNames' }),
    ),
    CoworkerContractTariffName: joined('CoworkerContract.Tariff.Name'),
    CoworkerContractCoworkerId: joined('CoworkerContract.Coworker.Id', { reference: 'Coworker' }),
    CoworkerContractCoworkerFullName: joined('CoworkerContract.Coworker.FullName'),
    CoworkerContractCoworkerBillingName: joined('CoworkerContract.Coworker.BillingName'),
    ProductId: reference('Product', { required: true }),
    ProductName: joined('Product.Name'),
    ProductPrice: joined('Product.Price', { nullable: false }),
    ProductApplyProRating: joined('Product.ApplyProRating'),
    ProductCurrencyCode: joined('Product.Currency.Code'),
    Notes: text(),
    Quantity: integer({ required: true }),
    Price: amount(),
    RepeatFrom: instant(),
    RepeatUntil: instant(),
    ApplyProRating: flag(),
  },
})
