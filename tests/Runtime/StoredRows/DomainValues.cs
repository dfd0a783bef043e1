using System.Collections.Immutable;
using System.Reflection;
using Campaigns.Decisions.Contacts;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>
/// Values of the domain at random, with whatever properties their types have: a property that is added later is in them at
/// once, so that a row which forgets it is found.
/// </summary>
internal sealed class DomainValues(ulong seed)
{
    private static readonly string[] Texts = ["", "a", "sms", "ü 王 \U0001F600", "\"\\\n\t\u0001<>&'", "#2 ", "{}", "2026-06-01"];
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Random _random = new(unchecked((int)seed));

    public T Make<T>() => (T)Make(typeof(T));

    private object Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Make(underlying);
        if (type == typeof(string))
            return Text();
        if (type == typeof(bool))
            return _random.Next(2) == 0;
        if (type == typeof(int))
            return _random.Next(4) == 0 ? 0 : _random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(long))
            return _random.Next(4) == 0 ? 0L : _random.NextInt64();
        if (type == typeof(double))
            return _random.Next(4) == 0 ? 0d : _random.NextDouble() * Math.Pow(10, _random.Next(-9, 9));
        if (type.IsEnum)
            return Pick(Enum.GetValues(type).Cast<object>().ToArray());
        if (type == typeof(Instant))
            return Time();
        if (type == typeof(LocalTime))
            return LocalTime.FromNanosecondsSinceMidnight(_random.NextInt64(NodaConstants.NanosecondsPerDay));
        if (type == typeof(Period))
            return Period.FromDays(_random.Next(400)) + Period.FromHours(_random.Next(48)) + Period.FromMonths(_random.Next(12));
        if (type == typeof(ImmutableSortedDictionary<string, string>))
        {
            return Enumerable.Range(0, _random.Next(3)).ToImmutableSortedDictionary(i => $"{Text()}{i}", _ => Text(), StringComparer.Ordinal);
        }

        if (type == typeof(AttributeBag))
            return AttributeBag.Of([.. Enumerable.Range(0, _random.Next(5)).Select(i => KeyValuePair.Create($"{Text()}{i}", Attribute()))]);
        if (type == typeof(LedgerEntries))
            return LedgerEntries.Of(((ImmutableArray<LedgerEntry>)Make(typeof(LedgerEntry), _random.Next(4))).AsSpan());
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return Make(type.GetGenericArguments()[0], _random.Next(4));
        return Construct(type);
    }

    private object Construct(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        var value = constructor.Invoke(Array.ConvertAll(parameters, parameter =>
            MakeOrNull(parameter.ParameterType, _nullability.Create(parameter).WriteState)));
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null
            && !Array.Exists(parameters, parameter => parameter.Name == property.Name)))
            property.SetValue(value, MakeOrNull(property.PropertyType, _nullability.Create(property).WriteState));
        return value;
    }

    private object? MakeOrNull(Type type, NullabilityState state) =>
        (Nullable.GetUnderlyingType(type) is not null || state == NullabilityState.Nullable) && _random.Next(4) == 0 ? null : Make(type);

    private object Make(Type item, int count)
    {
        var items = Array.CreateInstance(item, count);
        for (var i = 0; i < count; i++)
            items.SetValue(Make(item), i);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private Instant Time() => _random.Next(8) switch
    {
        0 => NodaConstants.UnixEpoch,
        1 => Instant.MinValue,
        2 => Instant.MaxValue,
        3 => Instant.FromUnixTimeSeconds(_random.NextInt64(4_000_000_000)) + Duration.FromNanoseconds(_random.Next(1_000_000_000)),
        _ => Instant.FromUnixTimeTicks(_random.NextInt64(40_000_000_000_000_000)),
    };

    private object? Attribute() => _random.Next(5) switch
    {
        0 => Text(),
        1 => Make<bool>(),
        2 => Enumerable.Range(0, _random.Next(3)).Select(_ => Text()).ToArray(),
        _ => new decimal(
            _random.Next(1, int.MaxValue), _random.Next(), _random.Next(4) == 0 ? _random.Next() : 0, _random.Next(2) == 0,
            (byte)_random.Next(12)),
    };

    private string Text() => Pick(Texts) + (_random.Next(2) == 0 ? "" : Pick(Texts));

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
