using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Intakes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "intakes",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    step_since = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    received_on = table.Column<DateOnly>(type: "date", nullable: false),
                    referral = table.Column<string>(type: "jsonb", nullable: false),
                    coverage = table.Column<string>(type: "jsonb", nullable: true),
                    coverage_since = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    benefits = table.Column<string>(type: "jsonb", nullable: true),
                    consult_id = table.Column<Guid>(type: "uuid", nullable: true),
                    consult_lost_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    prescribed = table.Column<string>(type: "jsonb", nullable: true),
                    course_id = table.Column<Guid>(type: "uuid", nullable: true),
                    steps = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_intakes", x => new { x.clinic_id, x.id });
                    table.ForeignKey(
                        name: "fk_intakes_consult_id",
                        columns: x => new { x.clinic_id, x.consult_id },
                        principalTable: "appointments",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_intakes_course_id",
                        columns: x => new { x.clinic_id, x.course_id },
                        principalTable: "courses",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_intakes_patient_id",
                        columns: x => new { x.clinic_id, x.patient_id },
                        principalTable: "patients",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_intakes_site_id",
                        columns: x => new { x.clinic_id, x.site_id },
                        principalTable: "sites",
                        principalColumns: new[] { "clinic_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_intakes_patient_id",
                table: "intakes",
                columns: new[] { "clinic_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_intakes_received_on",
                table: "intakes",
                columns: new[] { "clinic_id", "site_id", "received_on" });

            migrationBuilder.CreateIndex(
                name: "ix_intakes_step_since",
                table: "intakes",
                columns: new[] { "clinic_id", "step_since", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_intakes_consult_id",
                table: "intakes",
                columns: new[] { "clinic_id", "consult_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_intakes_course_id",
                table: "intakes",
                columns: new[] { "clinic_id", "course_id" },
                unique: true);

            migrationBuilder.Sql(EmbeddedSql.Read("intakes.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "intakes");
        }
    }
}
