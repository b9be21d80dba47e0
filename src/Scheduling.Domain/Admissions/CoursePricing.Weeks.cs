namespace Scheduling.Domain.Admissions;

/// <content>What one week offers: the cheapest days for each number of sessions.</content>
internal sealed partial class CoursePricing
{
    // The table of a week under a rule at the present nominal time, made when first asked for.
    private int Table(int week, int wall, int rule)
    {
        var number = week * _case.Shape.Rules.Length + rule;
        if (_made[number] != _known)
        {
            _made[number] = _known;
            Week(week, wall, rule, _byRule.AsSpan(number * Width, Width));
            if (rule == _case.Shape.RuleOf[0] && week <= _case.LastOpening)
            {
                Opening(week, wall, rule, _opening.AsSpan(week * Width, Width));
            }
        }
        return number * Width;
    }

    // The cheapest days of a week for each number of sessions under one rule, from its end: with the day or without.
    private void Week(int week, int wall, int rule, Span<double> result)
    {
        var (from, until) = (_case.WeekFrom[week], _case.WeekFrom[week + 1]);
        var most = _case.Shape.MostBy[rule];
        var near = _near[AdmissionCase.Treatment];
        var (allowed, next) = (_case.Allowed[rule], _case.Next[rule]);
        var days = _days;
        var after = (until - from) * Width;
        days[after] = 0;
        for (var sessions = 1; sessions <= most; sessions++)
        {
            days[after + sessions] = None;
        }
        for (var j = until - 1; j >= from; j--)
        {
            var here = after - Width;
            var follow = (next[j] - from) * Width - 1;
            var price = allowed[j] ? near[j * _walls + wall] : None;
            days[here] = 0;
            for (var sessions = 1; sessions <= most; sessions++)
            {
                days[here + sessions] = Math.Min(days[after + sessions], price + days[follow + sessions]);
            }
            after = here;
        }
        days.AsSpan(0, most + 1).CopyTo(result);
    }

    // The cheapest days of the week in which the course begins; the table of the week's own rule has just been made.
    private void Opening(int week, int wall, int rule, Span<double> result)
    {
        var shape = _case.Shape;
        result.Fill(None);
        if (shape.AlikeFrom[0] < shape.MostFrom[0])
        {
            for (var sessions = 1; sessions <= shape.MostFrom[0]; sessions++)
            {
                result[sessions] = Days(week, wall, 0, sessions);
            }
            return;
        }
        var (from, until) = (_case.WeekFrom[week], Math.Min(_case.WeekFrom[week + 1], _case.LatestStart));
        for (var j = from; j < until; j++)
        {
            var price = _case.Allowed[rule][j] ? _near[AdmissionCase.First][j * _walls + wall] : None;
            var follow = (_case.Next[rule][j] - from) * Width - 1;
            for (var sessions = 1; sessions <= shape.MostFrom[0]; sessions++)
            {
                result[sessions] = Math.Min(result[sessions], price + _days[follow + sessions]);
            }
        }
    }

    // The cheapest days of a week for sessions from one on, each by its own rule.
    private double Days(int week, int wall, int first, int sessions)
    {
        var (from, until) = (_case.WeekFrom[week], _case.WeekFrom[week + 1]);
        var shape = _case.Shape;
        // Row k: from each day on the least for the sessions from k to the last.
        var rows = _days.AsSpan();
        var width = Width;
        rows.Slice(sessions * width, until - from + 1).Clear();
        for (var k = sessions - 1; k >= 0; k--)
        {
            var opens = first + k == 0;
            var near = _near[opens ? AdmissionCase.First : AdmissionCase.Treatment];
            var allowed = _case.Allowed[shape.RuleOf[first + k]];
            var next = k + 1 < sessions ? _case.Next[shape.RuleOf[first + k + 1]] : null;
            rows[k * width + until - from] = None;
            for (var j = until - 1; j >= from; j--)
            {
                var price = allowed[j] && (!opens || j < _case.LatestStart) ? near[j * _walls + wall] : None;
                var rest = rows[(k + 1) * width + (next is null ? until - from : next[j] - from)];
                rows[k * width + j - from] = Math.Min(rows[k * width + j - from + 1], price + rest);
            }
        }
        return rows[0];
    }

    private double Held(int week, int wall, int first, int sessions)
    {
        var shape = _case.Shape;
        return sessions == 0 ? 0
            : week >= _case.Weeks ? None
            : first == 0 ? Opened(week, wall, sessions)
            : shape.AlikeFrom[first] >= sessions ? _byRule[Table(week, wall, shape.RuleOf[first]) + sessions]
            : Days(week, wall, first, sessions);
    }

    private double Opened(int week, int wall, int sessions)
    {
        Table(week, wall, _case.Shape.RuleOf[0]);
        return _opening[week * Width + sessions];
    }

    private void TraceWeek(int week, int first, int sessions, List<int> days)
    {
        if (sessions == 0)
        {
            return;
        }
        Days(week, _bestWall, first, sessions);
        var from = _case.WeekFrom[week];
        var j = from;
        for (var k = 0; k < sessions; k++)
        {
            // The first day from which on the least is no longer to be had without it.
            while (_days[k * Width + j - from] == _days[k * Width + j - from + 1])
            {
                j++;
            }
            days.Add(j);
            j = k + 1 < sessions ? _case.Next[_case.Shape.RuleOf[first + k + 1]][j] : j;
        }
    }
}
