using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Scheduling.Application.Persistence;

/// <summary>
/// A mapped entity's rows in statements of our own, read and written by EF's mapping, which stays the one place that knows columns and conversions.
/// EF sends one query at a time and writes one statement a row; this lets many go in one round trip, and many rows in one statement.
/// </summary>
internal sealed class EntityRows<T>
    where T : class
{
    private static readonly MethodInfo IsNull = typeof(NpgsqlDataReader).GetMethod(nameof(NpgsqlDataReader.IsDBNull), [typeof(int)])!;
    private static readonly MethodInfo GetValue = typeof(NpgsqlDataReader).GetMethods().Single(m => m is { Name: nameof(NpgsqlDataReader.GetFieldValue), IsGenericMethodDefinition: true });
    private static readonly MethodInfo MakeArray = typeof(EntityRows<T>).GetMethod(nameof(ArrayOf), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<IEntityType, EntityRows<T>> Known = [];

    private readonly string[] columns;
    private readonly Action<NpgsqlDataReader, T>[] setters;
    private readonly Func<IReadOnlyList<T>, NpgsqlParameter>[] arrays;
    private readonly string insert;

    private EntityRows(IEntityType type)
    {
        var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        var properties = type.GetProperties().ToList();
        columns = [.. properties.Select(p => p.GetColumnName(table)!)];
        setters = [.. properties.Select(Setter)];
        // What the database gives, it gives here too.
        var written = properties.Where(p => p.ValueGenerated == ValueGenerated.Never
            || (p.GetDefaultValueSql() is null && !p.IsKey() && p.GetValueGenerationStrategy() != NpgsqlValueGenerationStrategy.IdentityAlwaysColumn)).ToList();
        arrays = [.. written.Select(Column)];
        var names = written.Select(p => p.GetColumnName(table)!).ToList();
        var parameters = written.Select((p, i) => $"${i + 1}::{p.GetColumnType()}[]");
        insert = $"insert into {table.Name} ({string.Join(", ", names)}) select * from unnest({string.Join(", ", parameters)})";
    }

    /// <summary>The rows of <typeparamref name="T"/>.</summary>
    public static EntityRows<T> Of(SchedulingDbContext db) => Known.GetOrAdd(db.Model.FindEntityType(typeof(T))!, type => new EntityRows<T>(type));

    /// <summary>The columns that <see cref="Read"/> wants, in its order and first in the row.</summary>
    public string Columns(string alias) => string.Join(", ", columns.Select(c => $"{alias}.{c}"));

    /// <summary>An entity that no context tracks, from the current row.</summary>
    public T Read(NpgsqlDataReader row)
    {
        var entity = Activator.CreateInstance<T>();
        foreach (var set in setters)
        {
            set(row, entity);
        }

        return entity;
    }

    /// <summary>Adds the entities to a round trip, as one insert.</summary>
    public void Insert(RoundTrip trip, IReadOnlyList<T> entities)
    {
        if (entities.Count > 0)
        {
            trip.Tell(insert, arrays.Select(a => a(entities)));
        }
    }

    private static Action<NpgsqlDataReader, T> Setter(IProperty property, int ordinal)
    {
        var (row, entity) = (Expression.Parameter(typeof(NpgsqlDataReader)), Expression.Parameter(typeof(T)));
        var column = Expression.Constant(ordinal);
        var converter = property.GetTypeMapping().Converter;
        Expression stored = Expression.Call(row, GetValue.MakeGenericMethod(converter?.ProviderClrType ?? Plain(property.ClrType)), column);
        var value = converter is null ? stored : Expression.Invoke(converter.ConvertFromProviderExpression, stored);
        var read = Expression.Condition(Expression.Call(row, IsNull, column), Expression.Default(property.ClrType), Expression.Convert(value, property.ClrType));
        return Expression.Lambda<Action<NpgsqlDataReader, T>>(Expression.Assign(Expression.Property(entity, property.PropertyInfo!), read), row, entity).Compile();
    }

    private static Func<IReadOnlyList<T>, NpgsqlParameter> Column(IProperty property)
    {
        var entity = Expression.Parameter(typeof(T));
        var converter = property.GetTypeMapping().Converter;
        Expression value = Expression.Property(entity, property.PropertyInfo!);
        var provider = converter?.ProviderClrType ?? Plain(property.ClrType);
        var element = provider.IsValueType && property.IsNullable ? typeof(Nullable<>).MakeGenericType(provider) : provider;
        Expression stored = converter is null ? value : Expression.Invoke(converter.ConvertToProviderExpression, Expression.Convert(value, converter.ModelClrType));
        if (property.IsNullable && converter is not null)
        {
            stored = Expression.Condition(Expression.Equal(value, Expression.Constant(null)), Expression.Default(element), Expression.Convert(stored, element));
        }

        var get = Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(T), element), Expression.Convert(stored, element), entity).Compile();
        var array = MakeArray.MakeGenericMethod(element).CreateDelegate<Func<IReadOnlyList<T>, Delegate, Array>>();
        var type = property.GetColumnType() + "[]";
        return entities => new NpgsqlParameter { Value = array(entities, get), DataTypeName = type };
    }

    private static TStored[] ArrayOf<TStored>(IReadOnlyList<T> entities, Delegate get)
    {
        var read = (Func<T, TStored>)get;
        var values = new TStored[entities.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(entities[i]);
        }

        return values;
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
