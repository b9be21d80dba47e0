using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Scheduling.Application.Persistence;

/// <summary>Stores an enum as its snake_case word, the same that the API shows.</summary>
internal sealed class EnumWordConverter<TEnum>() : ValueConverter<TEnum, string>(value => StoredJson.Word(value), word => Words[word])
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> Words = Enum.GetValues<TEnum>().ToDictionary(StoredJson.Word);
}
