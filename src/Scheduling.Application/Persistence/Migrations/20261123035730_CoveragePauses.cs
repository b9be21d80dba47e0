using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Scheduling.Application.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CoveragePauses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(EmbeddedSql.Read("coverage_pauses.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop trigger note_course_state on courses; drop trigger note_coverage_task on tasks; drop trigger note_unauthorized on appointments");
        }
    }
}
