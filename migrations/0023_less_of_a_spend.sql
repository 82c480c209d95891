-- A row trigger before an update has every row locked first, which is written to the log, even if it looks at columns that
-- never change. Asked afterwards it refuses just the same.

drop trigger named_for_good on coworker_booking_credit;
create trigger named_for_good after update of coworker_id, id on coworker_booking_credit
  for each row when ((old.coworker_id, old.id) <> (new.coworker_id, new.id)) execute function refuse_end_of_credit();
drop trigger named_for_good on coworker_extra_service;
create trigger named_for_good after update of coworker_id, id on coworker_extra_service
  for each row when ((old.coworker_id, old.id) <> (new.coworker_id, new.id)) execute function refuse_end_of_credit();

-- What was asked is told from anything else by 128 bits of its hash, as the receipt is; in text they were four times as long.

alter table receipt alter column request_hash type uuid using left(request_hash, 32)::uuid;

-- From here on the explanation of a spend (of none of the records) is kept as rows of values, from which what was answered follows
-- to the letter (src/operations/explanation.ts). Those of before hold the answer itself and stay as they are.
