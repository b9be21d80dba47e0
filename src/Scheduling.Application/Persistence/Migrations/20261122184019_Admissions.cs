using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Admissions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "admissions",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    request = table.Column<string>(type: "jsonb", nullable: false),
                    site_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    result = table.Column<string>(type: "jsonb", nullable: true),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    admitted = table.Column<int>(type: "integer", nullable: false),
                    cost = table.Column<decimal>(type: "numeric", nullable: true),
                    bound = table.Column<decimal>(type: "numeric", nullable: true),
                    first_come_cost = table.Column<decimal>(type: "numeric", nullable: true),
                    failure = table.Column<string>(type: "text", nullable: true),
                    lease = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    applied_course_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_admissions", x => new { x.clinic_id, x.id });
                    table.CheckConstraint("ck_admissions_percent", "percent between 0 and 100");
                });

            migrationBuilder.CreateIndex(
                name: "ix_admissions_created_at_open",
                table: "admissions",
                column: "created_at",
                filter: "state in ('queued', 'running')");

            migrationBuilder.Sql(EmbeddedSql.Read("admissions.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop function clinics_with_admissions_due");

            migrationBuilder.DropTable(
                name: "admissions");
        }
    }
}
