using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Authorizations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "payers",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    when_planning = table.Column<string>(type: "text", nullable: false),
                    before_visit = table.Column<string>(type: "text", nullable: false),
                    business_days_before = table.Column<int>(type: "integer", nullable: false),
                    at_check_in = table.Column<string>(type: "text", nullable: false),
                    session_caps = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payers", x => new { x.clinic_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "authorizations",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    ordering_provider_id = table.Column<Guid>(type: "uuid", nullable: true),
                    rendering_provider_id = table.Column<Guid>(type: "uuid", nullable: true),
                    site_ids = table.Column<string>(type: "jsonb", nullable: false),
                    documents = table.Column<string>(type: "jsonb", nullable: false),
                    decide_by = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    on_expiry = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorizations", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_authorizations_course_id",
                        columns: x => new { x.clinic_id, x.course_id },
                        principalTable: "courses",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorizations_ordering_provider_id",
                        columns: x => new { x.clinic_id, x.ordering_provider_id },
                        principalTable: "staff",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorizations_patient_id",
                        columns: x => new { x.clinic_id, x.patient_id },
                        principalTable: "patients",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorizations_payer_id",
                        columns: x => new { x.clinic_id, x.payer_id },
                        principalTable: "payers",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorizations_rendering_provider_id",
                        columns: x => new { x.clinic_id, x.rendering_provider_id },
                        principalTable: "staff",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorizations_site_id",
                        columns: x => new { x.clinic_id, x.site_id },
                        principalTable: "sites",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "authorization_lines",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    codes = table.Column<string>(type: "jsonb", nullable: false),
                    basis = table.Column<string>(type: "text", nullable: false),
                    window_from = table.Column<DateOnly>(type: "date", nullable: true),
                    window_until = table.Column<DateOnly>(type: "date", nullable: true),
                    max_per_day = table.Column<int>(type: "integer", nullable: true),
                    max_per_week = table.Column<int>(type: "integer", nullable: true),
                    tranche = table.Column<string>(type: "text", nullable: true),
                    requested = table.Column<int>(type: "integer", nullable: false),
                    granted = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    reserved = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    consumed = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authorization_lines", x => new { x.clinic_id, x.id });
                    table.CheckConstraint("ck_authorization_lines_consumed", "consumed >= 0");
                    table.CheckConstraint("ck_authorization_lines_remaining", "reserved + consumed <= granted");
                    table.CheckConstraint("ck_authorization_lines_reserved", "reserved >= 0");
                    table.ForeignKey(
                        name: "fk_authorization_lines_authorization_id",
                        columns: x => new { x.clinic_id, x.authorization_id },
                        principalTable: "authorizations",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_authorization_lines_course_id",
                        columns: x => new { x.clinic_id, x.course_id },
                        principalTable: "courses",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unit_claims",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line_id = table.Column<Guid>(type: "uuid", nullable: false),
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true),
                    once = table.Column<bool>(type: "boolean", nullable: false),
                    service_on = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unit_claims", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_unit_claims_course_id",
                        columns: x => new { x.clinic_id, x.course_id },
                        principalTable: "courses",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_unit_claims_id",
                        columns: x => new { x.clinic_id, x.id },
                        principalTable: "appointments",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_unit_claims_line_id",
                        columns: x => new { x.clinic_id, x.line_id },
                        principalTable: "authorization_lines",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unit_entries",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    line_id = table.Column<Guid>(type: "uuid", nullable: false),
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appointment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    granted = table.Column<int>(type: "integer", nullable: false),
                    reserved = table.Column<int>(type: "integer", nullable: false),
                    consumed = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true),
                    service_on = table.Column<DateOnly>(type: "date", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unit_entries", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_unit_entries_appointment_id",
                        columns: x => new { x.clinic_id, x.appointment_id },
                        principalTable: "appointments",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_unit_entries_course_id",
                        columns: x => new { x.clinic_id, x.course_id },
                        principalTable: "courses",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_unit_entries_line_id",
                        columns: x => new { x.clinic_id, x.line_id },
                        principalTable: "authorization_lines",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_authorization_lines_course_id",
                table: "authorization_lines",
                columns: new[] { "clinic_id", "course_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_authorization_lines_position",
                table: "authorization_lines",
                columns: new[] { "clinic_id", "authorization_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_course_id",
                table: "authorizations",
                columns: new[] { "clinic_id", "course_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_created_at",
                table: "authorizations",
                columns: new[] { "clinic_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_ordering_provider_id",
                table: "authorizations",
                columns: new[] { "clinic_id", "ordering_provider_id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_patient_id",
                table: "authorizations",
                columns: new[] { "clinic_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_payer_id",
                table: "authorizations",
                columns: new[] { "clinic_id", "payer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_rendering_provider_id",
                table: "authorizations",
                columns: new[] { "clinic_id", "rendering_provider_id" });

            migrationBuilder.CreateIndex(
                name: "ix_authorizations_site_id",
                table: "authorizations",
                columns: new[] { "clinic_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ux_payers_name",
                table: "payers",
                columns: new[] { "clinic_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_unit_claims_course_id",
                table: "unit_claims",
                columns: new[] { "clinic_id", "course_id" });

            migrationBuilder.CreateIndex(
                name: "ix_unit_claims_line_id",
                table: "unit_claims",
                columns: new[] { "clinic_id", "line_id" });

            migrationBuilder.CreateIndex(
                name: "ux_unit_claims_once",
                table: "unit_claims",
                columns: new[] { "clinic_id", "course_id", "code" },
                unique: true,
                filter: "once");

            migrationBuilder.CreateIndex(
                name: "ix_unit_entries_appointment_id",
                table: "unit_entries",
                columns: new[] { "clinic_id", "appointment_id" });

            migrationBuilder.CreateIndex(
                name: "ix_unit_entries_course_id",
                table: "unit_entries",
                columns: new[] { "clinic_id", "course_id" });

            migrationBuilder.CreateIndex(
                name: "ix_unit_entries_line_id",
                table: "unit_entries",
                columns: new[] { "clinic_id", "line_id", "ordinal" });

            migrationBuilder.Sql(EmbeddedSql.Read("authorizations.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop trigger tr_unit_entries_count on unit_entries; drop function count_units()");
            migrationBuilder.DropTable(
                name: "unit_claims");

            migrationBuilder.DropTable(
                name: "unit_entries");

            migrationBuilder.DropTable(
                name: "authorization_lines");

            migrationBuilder.DropTable(
                name: "authorizations");

            migrationBuilder.DropTable(
                name: "payers");
        }
    }
}
