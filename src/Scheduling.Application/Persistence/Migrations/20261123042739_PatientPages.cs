using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class PatientPages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calendar_feeds",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: true),
                    device_id = table.Column<Guid>(type: "uuid", nullable: true),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: true),
                    with_names = table.Column<bool>(type: "boolean", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_feeds", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_calendar_feeds_site_id",
                        columns: x => new { x.clinic_id, x.site_id },
                        principalTable: "sites",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_links",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_links", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_patient_links_message_id",
                        columns: x => new { x.clinic_id, x.message_id },
                        principalTable: "messages",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_patient_links_patient_id",
                        columns: x => new { x.clinic_id, x.patient_id },
                        principalTable: "patients",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "time_requests",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appointment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    schedule_version = table.Column<int>(type: "integer", nullable: false),
                    wanted_start = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_time_requests", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_time_requests_appointment_id",
                        columns: x => new { x.clinic_id, x.appointment_id },
                        principalTable: "appointments",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_time_requests_patient_id",
                        columns: x => new { x.clinic_id, x.patient_id },
                        principalTable: "patients",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_time_requests_site_id",
                        columns: x => new { x.clinic_id, x.site_id },
                        principalTable: "sites",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_created_at",
                table: "calendar_feeds",
                columns: new[] { "clinic_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_hash",
                table: "calendar_feeds",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_site_id",
                table: "calendar_feeds",
                columns: new[] { "clinic_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ux_calendar_feeds_hash",
                table: "calendar_feeds",
                columns: new[] { "clinic_id", "hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patient_links_hash",
                table: "patient_links",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "ix_patient_links_message_id",
                table: "patient_links",
                columns: new[] { "clinic_id", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_links_patient_id",
                table: "patient_links",
                columns: new[] { "clinic_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ux_patient_links_hash",
                table: "patient_links",
                columns: new[] { "clinic_id", "hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_time_requests_created_at",
                table: "time_requests",
                columns: new[] { "clinic_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_time_requests_patient_id",
                table: "time_requests",
                columns: new[] { "clinic_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_time_requests_site_id",
                table: "time_requests",
                columns: new[] { "clinic_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ux_time_requests_open",
                table: "time_requests",
                columns: new[] { "clinic_id", "appointment_id" },
                unique: true,
                filter: "state = 'open'");

            migrationBuilder.Sql(EmbeddedSql.Read("patient_pages.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop function find_patient_link(bytea, text); drop function find_calendar_feed(bytea);");

            migrationBuilder.DropTable(
                name: "calendar_feeds");

            migrationBuilder.DropTable(
                name: "patient_links");

            migrationBuilder.DropTable(
                name: "time_requests");
        }
    }
}
