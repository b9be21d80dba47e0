-- Messages wait while staff decide what becomes of visits that nobody pays for any more (R22): what begins or ends that wait leaves a note, as every other change does.

create trigger note_unauthorized after update of flags on appointments for each row
    when ((old.flags ? 'unauthorized') is distinct from (new.flags ? 'unauthorized')) execute function note_patient();
create trigger note_coverage_task after insert or update of state on tasks for each row when (new.kind = 'coverage_ended') execute function note_patient();
create trigger note_course_state after update of state on courses for each row when (old.state is distinct from new.state) execute function note_patient();
