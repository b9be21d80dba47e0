-- Row-level security of intakes, as of every tenant table.

alter table intakes enable row level security;
alter table intakes force row level security;
create policy tenant on intakes using (clinic_id = (select current_clinic())) with check (clinic_id = (select current_clinic()));
