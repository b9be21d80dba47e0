using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class HoldCauses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ended_at",
                table: "courses",
                type: "timestamptz",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "hold_cause",
                table: "courses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "steps",
                table: "courses",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            // The owner sees other clinics' rows only while row security isn't forced on it.
            migrationBuilder.Sql("""
                alter table courses no force row level security;
                update courses set
                    hold_cause = case when state <> 'on_hold' then null when state_reason in ('gap', 'prescriber_review', 'authorization_terminated', 'authorization_ended') then replace(state_reason, 'terminated', 'ended') else 'staff' end,
                    state_reason = case when state = 'on_hold' and state_reason in ('gap', 'prescriber_review', 'authorization_terminated', 'authorization_ended') then null else state_reason end
                where state = 'on_hold';
                alter table courses force row level security;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ended_at",
                table: "courses");

            migrationBuilder.DropColumn(
                name: "hold_cause",
                table: "courses");

            migrationBuilder.DropColumn(
                name: "steps",
                table: "courses");
        }
    }
}
