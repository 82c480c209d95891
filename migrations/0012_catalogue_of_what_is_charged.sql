-- Which kinds of things exist that a charge may name moves the version of the catalogue, too; what they are like does not.

create trigger catalogue_version after insert or delete or truncate on resource_type
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after insert or delete or truncate on calendar_event_category
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after insert or delete or truncate on product
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after insert or delete or truncate on time_pass
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after insert or delete or truncate on tariff
  for each statement execute function move_catalogue_version();
