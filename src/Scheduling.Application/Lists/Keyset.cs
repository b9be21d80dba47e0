using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Scheduling.Application.Lists;

/// <summary>Pages a query by (key, id): no row is skipped or shown twice while others are added.</summary>
public static class Keyset
{
    /// <summary>One page of <paramref name="query"/>, ordered by <paramref name="key"/>, then <paramref name="id"/>.</summary>
    /// <param name="query">Filtered, not ordered.</param>
    /// <param name="key">What to order by: a string, number, date or instant, never null.</param>
    /// <param name="id">Breaks ties.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <param name="descending">Newest or largest first.</param>
    public static async Task<Page<T>> ToPageAsync<T, TKey, TId>(
        this IQueryable<T> query,
        Expression<Func<T, TKey>> key,
        Expression<Func<T, TId>> id,
        PageRequest page,
        CancellationToken cancellationToken,
        bool descending = false)
    {
        if (page.Cursor is { } cursor)
        {
            var place = Cursor.Read<Place<TKey, TId>>(page.Scope, cursor);
            query = query.Where(After(key, id, place, descending));
        }

        var ordered = descending ? query.OrderByDescending(key).ThenByDescending(id) : query.OrderBy(key).ThenBy(id);
        var rows = await ordered.Take(page.Limit + 1).ToListAsync(cancellationToken);
        if (rows.Count <= page.Limit)
        {
            return new Page<T>(rows, null);
        }

        rows.RemoveAt(page.Limit);
        var last = rows[^1];
        return new Page<T>(rows, Cursor.Write(page.Scope, new Place<TKey, TId>(key.Compile()(last), id.Compile()(last))));
    }

    private static Expression<Func<T, bool>> After<T, TKey, TId>(Expression<Func<T, TKey>> key, Expression<Func<T, TId>> id, Place<TKey, TId> place, bool descending)
    {
        var row = key.Parameters[0];
        var idBody = new Swap(id.Parameters[0], row).Visit(id.Body);
        // Members of a captured object become query parameters, so that one plan serves every cursor.
        var at = Expression.Constant(place);
        var k = Expression.Property(at, nameof(Place<TKey, TId>.Key));
        var i = Expression.Property(at, nameof(Place<TKey, TId>.Id));
        Expression Beyond(Expression a, Expression b) => descending ? LessThan(a, b) : LessThan(b, a);
        return Expression.Lambda<Func<T, bool>>(
            Expression.OrElse(Beyond(key.Body, k), Expression.AndAlso(Expression.Equal(key.Body, k), Beyond(idBody, i))), row);
    }

    private static BinaryExpression LessThan(Expression a, Expression b) => a.Type == typeof(string)
        ? Expression.LessThan(Expression.Call(typeof(string), nameof(string.Compare), null, a, b), Expression.Constant(0))
        : Expression.LessThan(a, b);

    private sealed record Place<TKey, TId>(TKey Key, TId Id);

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
