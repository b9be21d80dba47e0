using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Scheduling.Application.Persistence;

/// <summary>Gives every table, column, key and index that no mapping named a snake_case name.</summary>
internal sealed class SnakeCaseNaming : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            var table = ToSnakeCase(entity.GetTableName()!);
            entity.Builder.ToTable(table);
            foreach (var property in entity.GetDeclaredProperties())
            {
                property.Builder.HasColumnName(ToSnakeCase(property.GetColumnName()));
            }

            foreach (var key in entity.GetDeclaredKeys())
            {
                key.Builder.HasName($"pk_{table}");
            }

            foreach (var foreignKey in entity.GetDeclaredForeignKeys())
            {
                var columns = foreignKey.Properties.Select(p => ToSnakeCase(p.Name)).Where(c => c != "clinic_id");
                foreignKey.Builder.HasConstraintName($"fk_{table}_{string.Join('_', columns.DefaultIfEmpty("clinic_id"))}");
            }

            foreach (var index in entity.GetDeclaredIndexes())
            {
                var columns = index.Properties.Select(p => ToSnakeCase(p.Name)).Where(c => c != "clinic_id");
                index.Builder.HasDatabaseName($"ix_{table}_{string.Join('_', columns)}");
            }
        }
    }

    internal static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
