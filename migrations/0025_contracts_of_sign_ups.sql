-- A customer who was signed up to a plan got a contract that nobody looked at: nothing of it was ever due, so its credit never
-- came, and its billing day could be none. Nothing at all is due of contracts that have ended, too, and they stay as they are.

-- A day that is none keeps its plan, too, from being changed or billed. The day of the month that a contract begins on is
-- what a sign-up takes where it is told none.
update coworker_contract
set billing_day = extract(day from coalesce(start_date, created_on) at time zone 'UTC')
where billing_day not between 1 and 31;

-- Due now, so that the period it is in is granted and nothing of the past, as with a contract that is backdated.
update coworker_contract k
set grants_due_on = coalesce((select stands_at from business_clock), now())
where grants_due_on is null
  and coalesce(cancellation_date > coalesce((select stands_at from business_clock), now()), true)
  and not exists (select from grant_key g where g.coworker_id = k.coworker_id and g.contract_id = k.id);
