using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class DatedHomes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "home_changes_on",
                table: "courses",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "homes",
                table: "courses",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "home_changes_on",
                table: "courses");

            migrationBuilder.DropColumn(
                name: "homes",
                table: "courses");
        }
    }
}
