#!/usr/bin/env bash
# Package:  MimeKit 4.18.2 (NuGet)
# Expected: RFC 2047 section 2: an encoded word is at most 75 characters long, and a line that holds one at most 76.
#           Plain ASCII without blanks needs no encoding; RFC 5322 section 2.1.1 allows it up to 998 characters a line.
# Happens:  A field with a word too long for a line is encoded though it is ASCII, and the encoded words are cut by the
#           characters they hold, not by the length after encoding: with many of : " { they grow beyond 75.
# Output:   below, for a field with compact JSON and for an identifier of colons and letters.
# Means:    Fields that providers read on the way out (X-SMTPAPI, Feedback-ID and their like) arrive encoded, and readers
#           that keep to RFC 2047 may leave such words as they are. Put blanks into the JSON after commas, and keep identifiers
#           short. List-Unsubscribe is not affected: it is folded without encoding.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program MimeKit@4.18.2 <<'CS'
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

var url = "<https://insurer.example/u/" + new string('a', 100) + ">";
foreach (var (field, value) in new[]
{
    ("X-SMTPAPI", """{"unique_args":{"journey":"renewal","step":"d45","message":"m-1"},"category":["renewal"]}"""),
    ("X-SMTPAPI", """{"unique_args": {"journey": "renewal", "step": "d45", "message": "m-1"}, "category": ["renewal"]}"""),
    ("Feedback-ID", "renewal:d45:" + string.Join(':', Enumerable.Repeat("ab", 25))),
    ("List-Unsubscribe", url),
})
{
    var raw = Encoding.ASCII.GetString(new Header(field, value).RawValue);
    var words = Regex.Matches(raw, @"=\?[^?]+\?[^?]+\?[^?]+\?=").Select(word => word.Length).ToArray();
    var found = words.Length == 0 ? "not encoded" : $"encoded words of {string.Join(" and ", words)} characters";
    Console.WriteLine($"{field}, {value.Length} characters: {found}");
}
CS
dotnet_run
expect <<'TXT'
X-SMTPAPI, 89 characters: encoded words of 113 and 58 characters
X-SMTPAPI, 97 characters: not encoded
Feedback-ID, 86 characters: encoded words of 109 and 53 characters
List-Unsubscribe, 128 characters: not encoded
TXT
