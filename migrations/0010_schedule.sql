-- When the schedule last went through everything that was due, in real time, whichever process did it.
create table schedule_run (
  only_row    boolean primary key default true check (only_row),
  finished_at timestamptz not null,
  failures    integer not null
);
