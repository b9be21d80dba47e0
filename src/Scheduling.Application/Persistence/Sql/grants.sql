-- Run after every migration, by the owner: what the app's role may do. {app} is the role, quoted.
grant usage on schema public to {app};
grant select, insert, update, delete on all tables in schema public to {app};
grant usage on all sequences in schema public to {app};
grant execute on all functions in schema public to {app};
-- The audit trail, the events, the unit ledger and what patients agreed to are only ever added to; so are versions of questionnaires.
revoke update, delete, truncate on audit_entries, events, appointment_changes, unit_entries, consents, message_consents, questionnaire_versions, motor_thresholds, assessments from {app};
revoke insert, update, delete on "__EFMigrationsHistory" from {app};
