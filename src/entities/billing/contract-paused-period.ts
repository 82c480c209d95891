import { entity, everything } from '../entity.ts'
import { instant, joined, localTime, nowhere, reference, text } from '../field.ts'

export const contractPausedPeriod = entity({
  name: 'ContractPausedPeriod',
  plural: 'ContractPausedPeriods',
  group: 'billing',
  description:
    'A freeze of a contract from the start of one billing cycle to the start of a later one. No plan charge and no benefits of that contract meanwhile; purchases are still invoiced; without another active contract the customer counts as a contact.',
  operations: everything,
  location: 'CoworkerContract.IssuedBy',
  instantOrders: [
    { earlier: 'PauseFrom', later: 'PauseUntil', message: 'must be later than PauseFrom' },
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
    Notes: text(),
    PauseFrom: instant({ required: true }),
    PauseUntil: instant({ required: true }),
    PauseFromLocal: localTime(),
    PauseUntilLocal: localTime(),
  },
})
