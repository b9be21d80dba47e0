using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Repairs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "repairs",
                columns: table => new
                {
                    clinic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    cause_kind = table.Column<string>(type: "text", nullable: false),
                    cause_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    proposal = table.Column<string>(type: "jsonb", nullable: false),
                    applied_patient_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    superseded_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    applied_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_repairs", x => new { x.clinic_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_repairs_cause_id_proposed",
                table: "repairs",
                columns: new[] { "clinic_id", "cause_id" },
                filter: "status = 'proposed'");

            migrationBuilder.CreateIndex(
                name: "ix_repairs_created_at",
                table: "repairs",
                columns: new[] { "clinic_id", "created_at", "id" });

            migrationBuilder.Sql(EmbeddedSql.Read("repairs.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "repairs");
        }
    }
}
