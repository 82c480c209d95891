-- A receipt is known by the hash of what it is for, which says it all; and what the receipt of a spend answers stands in its
-- settlement. A third of the row is left.

alter table receipt drop column user_id, drop column method, drop column path, drop column key;
