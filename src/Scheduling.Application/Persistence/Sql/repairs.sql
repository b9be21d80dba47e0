-- Row-level security of repairs, as of every tenant table.

alter table repairs enable row level security;
alter table repairs force row level security;
create policy tenant on repairs using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()));
