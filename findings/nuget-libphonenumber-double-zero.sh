#!/usr/bin/env bash
# Package:  libphonenumber-csharp 9.0.43 (NuGet); the same metadata as Google's library
# Expected: Numbers that customers of Hong Kong write with 00 before the country code (0081 …, 0086 …, 00852 …), as most of
#           the world dials, are read as meant or refused. Hong Kong's own prefixes are 001 and others of three digits.
# Happens:  Parsed for the region HK, 00 and the first digit of the country code are taken for such a prefix (008, 006) and
#           the rest for an international number: a Japanese mobile becomes a valid number in the United States, a
#           Chinese one a number of Australia, a local one of Mexico. IsPossibleNumber returns true for each of these three.
# Output:   below (fictitious numbers).
# Means:    A check by IsPossibleNumber lets all three through, IsValidNumber one of them: the message goes to a stranger
#           abroad, at the price of abroad. Turn a leading 00 into + yourself where people write it so, and compare the
#           country of the result with the customer's.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program libphonenumber-csharp@9.0.43 <<'CS'
using PhoneNumbers;

var phones = PhoneNumberUtil.GetInstance();
string[] texts =
    ["0081 90 1555 0123", "0086 138 0013 8000", "00852 9123 4567", "0044 20 7946 0958", "001 852 9123 4567", "+81 90 1555 0123"];
foreach (var text in texts)
{
    var number = phones.Parse(text, "HK");
    Console.WriteLine($"{text,-18} is {phones.Format(number, PhoneNumberFormat.E164),-14} country +{number.CountryCode}, "
        + $"possible {phones.IsPossibleNumber(number)}, valid {phones.IsValidNumber(number)}");
}
CS
dotnet_run
expect <<'TXT'
0081 90 1555 0123  is +19015550123   country +1, possible True, valid True
0086 138 0013 8000 is +613800138000  country +61, possible True, valid False
00852 9123 4567    is +5291234567    country +52, possible True, valid False
0044 20 7946 0958  is +442079460958  country +44, possible True, valid True
001 852 9123 4567  is +85291234567   country +852, possible True, valid True
+81 90 1555 0123   is +819015550123  country +81, possible True, valid True
TXT
