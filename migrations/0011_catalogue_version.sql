-- What every settlement asks for and hardly anybody changes: locations, their currencies and their settings. Whoever keeps
-- them in memory compares the version, which moves with them.

create table catalogue_version (
  only_row boolean primary key default true check (only_row),
  version  bigint not null
);

insert into catalogue_version (version) values (1);

create function move_catalogue_version() returns trigger language plpgsql as $$
begin
  update catalogue_version set version = version + 1;
  return null;
end $$;

create trigger catalogue_version after insert or update or delete or truncate on business
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after insert or update or delete or truncate on business_setting
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after insert or update or delete or truncate on currency
  for each statement execute function move_catalogue_version();
