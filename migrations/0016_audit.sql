-- Who signed in, and who changed what: one row for each, written once. Credit has a journal of its own, so what is spent
-- leaves nothing here.

create table audit_entry (
  id          bigint generated always as identity primary key,
  -- Real time, also where the business clock stands elsewhere.
  occurred_at timestamptz not null,
  kind        text not null
    check (kind in ('SignIn', 'Refresh', 'SignOut', 'Create', 'Edit', 'Delete', 'Command', 'Import')),
  outcome     text not null check (outcome in ('Success', 'Failure', 'Throttled')),
  -- No reference: what a user did is known for longer than the user.
  user_id     bigint,
  made_by     text,
  address     text,
  entity      text,
  record_id   bigint,
  detail      text,
  -- JSON: what each member was and is.
  changes     text,
  -- The locations it belongs to; without any it is for those who see all of them.
  businesses  bigint[] not null default '{}'
);

create index on audit_entry (user_id, id) where user_id is not null;
create index on audit_entry (entity, record_id, id) where entity is not null;
create index on audit_entry using gin (businesses);

create function refuse_rewriting_audit() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only';
end $$;

create trigger append_only before update or delete on audit_entry
  for each row execute function refuse_rewriting_audit();
create trigger append_only_as_a_whole before truncate on audit_entry
  for each statement execute function refuse_rewriting_audit();
