using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Campaigns.Model.Customers;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>
/// A value of the domain as text, every public property of it that does not follow from others: two values are the same when
/// their texts are. Records that hold arrays do not compare by content, and a serializer would be the judge in its own cause.
/// </summary>
internal static class DomainText
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, string indent)
    {
        switch (value)
        {
            case null: text.AppendLine("null"); break;
            case string or bool or Enum: text.Append(value).AppendLine(); break;
            case Instant instant: text.AppendLine(InstantPattern.ExtendedIso.Format(instant)); break;
            case LocalTime time: text.AppendLine(LocalTimePattern.ExtendedIso.Format(time)); break;
            case Period period: text.AppendLine(period.ToString()); break;
            case KeyValuePair<string, string> pair: text.AppendLine(CultureInfo.InvariantCulture, $"{pair.Key} = {pair.Value}"); break;
            case double number: text.AppendLine(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case IConvertible number: text.AppendLine(number.ToString(CultureInfo.InvariantCulture)); break;
            case AttributeBag bag: Append(text, bag.Values, indent); break;
            case IDictionary pairs: Append(text, pairs.Cast<object>(), indent); break;
            case IEnumerable items:
                text.AppendLine("[");
                foreach (var item in items)
                    Append(text.Append(indent).Append("- "), item, indent + "  ");
                text.Append(indent).AppendLine("]");
                break;
            default:
                text.AppendLine(value.GetType().Name);
                var properties = value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
                foreach (var property in properties.Where(property => property.CanWrite))
                    Append(text.Append(indent).Append(property.Name).Append(": "), property.GetValue(value), indent + "  ");
                break;
        }
    }
}
