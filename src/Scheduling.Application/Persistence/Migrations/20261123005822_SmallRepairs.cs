using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SmallRepairs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "applies_small_repairs",
                table: "sites",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql(EmbeddedSql.Read("small_repairs.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop function clinics_with_small_repairs(timestamptz); drop policy look_up on repairs; drop policy if exists look_up on sites");
            migrationBuilder.DropColumn(
                name: "applies_small_repairs",
                table: "sites");
        }
    }
}
