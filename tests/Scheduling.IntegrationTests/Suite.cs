using Scheduling.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
