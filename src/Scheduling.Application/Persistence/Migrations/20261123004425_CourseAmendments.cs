using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CourseAmendments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_protocol_versions_number",
                table: "protocol_versions");

            migrationBuilder.AddColumn<Guid>(
                name: "course_id",
                table: "protocol_versions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "device_model_from",
                table: "courses",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "held_at",
                table: "courses",
                type: "timestamptz",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "prior_device_model_id",
                table: "courses",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_protocol_versions_course_id",
                table: "protocol_versions",
                columns: new[] { "clinic_id", "course_id" });

            migrationBuilder.CreateIndex(
                name: "ux_protocol_versions_number",
                table: "protocol_versions",
                columns: new[] { "clinic_id", "protocol_id", "number" },
                unique: true,
                filter: "course_id is null");

            migrationBuilder.AddForeignKey(
                name: "fk_protocol_versions_course_id",
                table: "protocol_versions",
                columns: new[] { "clinic_id", "course_id" },
                principalTable: "courses",
                principalColumns: new[] { "clinic_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_protocol_versions_course_id",
                table: "protocol_versions");

            migrationBuilder.DropIndex(
                name: "ix_protocol_versions_course_id",
                table: "protocol_versions");

            migrationBuilder.DropIndex(
                name: "ux_protocol_versions_number",
                table: "protocol_versions");

            migrationBuilder.DropColumn(
                name: "course_id",
                table: "protocol_versions");

            migrationBuilder.DropColumn(
                name: "device_model_from",
                table: "courses");

            migrationBuilder.DropColumn(
                name: "held_at",
                table: "courses");

            migrationBuilder.DropColumn(
                name: "prior_device_model_id",
                table: "courses");

            migrationBuilder.CreateIndex(
                name: "ux_protocol_versions_number",
                table: "protocol_versions",
                columns: new[] { "clinic_id", "protocol_id", "number" },
                unique: true);
        }
    }
}
