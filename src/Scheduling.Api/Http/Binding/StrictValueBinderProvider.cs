using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scheduling.Api.Http.Json;

namespace Scheduling.Api.Http.Binding;

/// <summary>Reads route and query values exactly as the same value in a body: no other date formats, no enum numbers, no <c>True</c>.</summary>
public sealed class StrictValueBinderProvider : IModelBinderProvider
{
    /// <inheritdoc />
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.UnderlyingOrModelType;
        var isValue = type == typeof(string) || type == typeof(Guid) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly)
            || type == typeof(int) || type == typeof(long) || type == typeof(bool) || type.IsEnum;
        return isValue ? new StrictValueBinder(type) : null;
    }
}

/// <summary>Reads one value by the API's JSON converters.</summary>
internal sealed class StrictValueBinder(Type type) : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var values = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (values == ValueProviderResult.None)
        {
            return Task.CompletedTask;
        }

        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, values);
        if (values.Length != 1)
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, "is given more than once");
            return Task.CompletedTask;
        }

        var text = values.FirstValue!;
        try
        {
            bindingContext.Result = ModelBindingResult.Success(Read(text));
        }
        catch (JsonException e)
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, e is FieldFormatException ? e.Message : type == typeof(bool) ? "must be true or false" : "must be a whole number");
        }

        return Task.CompletedTask;
    }

    private object? Read(string text)
    {
        if (type == typeof(string))
        {
            return text.Contains('\0', StringComparison.Ordinal) ? throw new FieldFormatException("contains U+0000") : text;
        }

        var bare = type == typeof(int) || type == typeof(long) || type == typeof(bool);
        return JsonSerializer.Deserialize(bare ? text : JsonSerializer.Serialize(text), type, ApiJson.Options);
    }
}
