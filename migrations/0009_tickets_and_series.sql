-- Tickets: when a ticket was charged and what it cost then. What credit paid of it stands in its uses, and what is left
-- is for an invoice; so a charged ticket that is on no invoice is what the invoicing looks for.

alter table event_attendee
  add column charged_on    timestamptz,
  add column charged_price numeric(19,4);

create index on event_attendee (coworker_id) where charged_on is not null and not invoiced;

alter table settlement add column event_attendee_id bigint;

create index on settlement (coworker_id, event_attendee_id) where event_attendee_id is not null;

-- Recurring bookings: the other days of the week, and what the bookings of one series have in common.

alter table booking
  add column repeat_on_tuesdays   boolean not null default false,
  add column repeat_on_wednesdays boolean not null default false,
  add column repeat_on_thursdays  boolean not null default false,
  add column repeat_on_fridays    boolean not null default false,
  add column repeat_on_saturdays  boolean not null default false,
  add column repeat_on_sundays    boolean not null default false;

create index on booking (repeat_series_unique_id) where repeat_series_unique_id is not null;
