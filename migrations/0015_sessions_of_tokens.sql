-- The tokens of one sign-in belong together, so that signing out ends all of them and nothing else.

alter table access_token add column session_id uuid not null default gen_random_uuid();
alter table refresh_token add column session_id uuid not null default gen_random_uuid();

create index on access_token (session_id);
create index on refresh_token (session_id);
