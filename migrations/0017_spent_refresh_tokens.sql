-- A refresh token that comes back after it was exchanged is in two hands, one of which stole it: the session ends.

create table spent_refresh_token (
  token_hash text primary key,
  user_id    bigint not null references user_account on delete cascade,
  session_id uuid not null,
  spent_at   timestamptz not null,
  expires_at timestamptz not null
);

create index on spent_refresh_token (user_id);
