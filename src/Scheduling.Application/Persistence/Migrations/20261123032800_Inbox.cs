using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Inbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "inbox_entries",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    urgent = table.Column<bool>(type: "boolean", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    place = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    assignee_id = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    dedupe_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox_entries", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_inbox_entries_assignee_id",
                        columns: x => new { x.clinic_id, x.assignee_id },
                        principalTable: "staff",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_inbox_entries_message_id",
                        columns: x => new { x.clinic_id, x.message_id },
                        principalTable: "messages",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_inbox_entries_patient_id",
                        columns: x => new { x.clinic_id, x.patient_id },
                        principalTable: "patients",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_inbox_entries_site_id",
                        columns: x => new { x.clinic_id, x.site_id },
                        principalTable: "sites",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "inbound_messages",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    address = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    looks_like_crisis = table.Column<bool>(type: "boolean", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbound_messages", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_inbound_messages_entry_id",
                        columns: x => new { x.clinic_id, x.entry_id },
                        principalTable: "inbox_entries",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_inbound_messages_patient_id",
                        columns: x => new { x.clinic_id, x.patient_id },
                        principalTable: "patients",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_inbound_messages_entry_id",
                table: "inbound_messages",
                columns: new[] { "clinic_id", "entry_id", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_inbound_messages_patient_id",
                table: "inbound_messages",
                columns: new[] { "clinic_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ux_inbound_messages_provider_id",
                table: "inbound_messages",
                columns: new[] { "clinic_id", "provider_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_inbox_entries_assignee_id",
                table: "inbox_entries",
                columns: new[] { "clinic_id", "assignee_id" });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_entries_message_id",
                table: "inbox_entries",
                columns: new[] { "clinic_id", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_entries_patient_id",
                table: "inbox_entries",
                columns: new[] { "clinic_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_entries_site_id",
                table: "inbox_entries",
                columns: new[] { "clinic_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_entries_state_place",
                table: "inbox_entries",
                columns: new[] { "clinic_id", "state", "place", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_inbox_entries_dedupe_key",
                table: "inbox_entries",
                columns: new[] { "clinic_id", "dedupe_key" },
                unique: true,
                filter: "state = 'open'");
            migrationBuilder.Sql(EmbeddedSql.Read("inbox.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger inbox_of_consent on message_consents;
                drop trigger inbox_of_message on messages;
                drop function inbox_of_consent();
                drop function inbox_of_message();
                drop function close_inbox_entries(uuid, uuid, text, text, uuid, timestamptz, text, text);
                drop function open_inbox_entry(uuid, text, uuid, uuid, uuid, text, timestamptz, text);
                drop function clinics_with_messaging();
                drop function find_texting(text);
                drop index ix_messages_number;
                drop index ix_message_consents_number;
                drop index ix_patients_texts_go_to;
                drop policy look_up on patients;
                drop policy look_up on message_consents;
                drop policy look_up on messaging_terms;
                """);
            migrationBuilder.DropTable(
                name: "inbound_messages");

            migrationBuilder.DropTable(
                name: "inbox_entries");
        }
    }
}
