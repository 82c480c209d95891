-- A receipt is found by a hash of what it is for: comparing one short value is several times cheaper than comparing user,
-- method, path and key, and every request with a key does so twice. `receiptId` in src/storage/receipts.ts makes the same.

alter table receipt add column id uuid;

update receipt
set id = substr(encode(sha256(convert_to(concat_ws(' ', user_id, method, path, key), 'UTF8')), 'hex'), 1, 32)::uuid;

alter table receipt drop constraint receipt_pkey, add constraint receipt_pkey primary key (id);
