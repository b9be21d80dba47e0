-- All that a plan reads stands in the index: with the rows apart, a horizon costs four times as much, and more as the table grows.
drop index ix_allocations_resource_starts_at;
create index ix_allocations_resource_starts_at on allocations (clinic_id, resource_id, starts_at)
    include (ends_at, lane, expires_at, appointment_id, hold_id) where live;
-- The index alone answers only for pages that a vacuum has seen; the default waits until a fifth of the table is new.
alter table allocations set (autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02);

-- Supervisors are on visits without being taken by them; of all the people on visits they are few.
create index ix_appointment_staff_not_exclusive on appointment_staff (clinic_id, staff_id, starts_at) include (ends_at, appointment_id) where not exclusive;
