using System.Collections.Frozen;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>Countries by their English names, for vendors that write a name where they document a code.</summary>
public static class CountryNames
{
    /// <summary>Alpha-2 codes of ISO 3166-1 with the usual English names and the variants met in booking data, without accents.</summary>
    private const string Table = """
        AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla; AL Albania; AM Armenia; AO Angola; AQ Antarctica;
        AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX Aland Islands; AZ Azerbaijan; BA Bosnia and Herzegovina;
        BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthelemy; BM Bermuda;
        BN Brunei; BO Bolivia; BQ Caribbean Netherlands; BR Brazil; BS Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize;
        CA Canada; CC Cocos Islands; CD Democratic Republic of the Congo; CF Central African Republic; CG Congo; CH Switzerland; CI Ivory Coast;
        CK Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde; CW Curacao; CX Christmas Island;
        CY Cyprus; CZ Czechia; DE Germany; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia;
        EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands; FM Micronesia; FO Faroe Islands;
        FR France; GA Gabon; GB United Kingdom; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland;
        GM Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia and the South Sandwich Islands; GT Guatemala;
        GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard Island and McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU Hungary;
        ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy;
        JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and Nevis;
        KP North Korea; KR South Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos; LB Lebanon; LC Saint Lucia; LI Liechtenstein;
        LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME Montenegro;
        MF Saint Martin; MG Madagascar; MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar; MN Mongolia; MO Macao;
        MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico;
        MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands; NO Norway;
        NP Nepal; NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH Philippines;
        PK Pakistan; PL Poland; PM Saint Pierre and Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine; PT Portugal; PW Palau; PY Paraguay;
        QA Qatar; RE Reunion; RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden;
        SG Singapore; SH Saint Helena; SI Slovenia; SJ Svalbard and Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia;
        SR Suriname; SS South Sudan; ST Sao Tome and Principe; SV El Salvador; SX Sint Maarten; SY Syria; SZ Eswatini; TC Turks and Caicos Is;
        TD Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL East Timor; TM Turkmenistan; TN Tunisia;
        TO Tonga; TR Turkey; TT Trinidad and Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; UM US Minor Outlying Islands;
        US United States; UY Uruguay; UZ Uzbekistan; VA Vatican City; VC Saint Vincent and the Grenadines; VE Venezuela; VG British Virgin Islands;
        VI US Virgin Islands; VN Vietnam; VU Vanuatu; WF Wallis and Futuna; WS Samoa; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia;
        ZW Zimbabwe; GB Great Britain; GB England; GB Scotland; GB Wales; GB Northern Ireland;
        GB United Kingdom of Great Britain and Northern Ireland; US United States of America; US USA; KR Korea; KR Republic of Korea;
        KR Korea Republic of; KP Democratic Peoples Republic of Korea; CZ Czech Republic; TR Turkiye; RU Russian Federation; CI Cote dIvoire;
        MK Macedonia; MD Republic of Moldova; MD Moldova Republic of; BO Plurinational State of Bolivia; VE Bolivarian Republic of Venezuela;
        IR Islamic Republic of Iran; SY Syrian Arab Republic; TZ United Republic of Tanzania; LA Lao Peoples Democratic Republic;
        BN Brunei Darussalam; CV Cabo Verde; SZ Swaziland; VA Holy See; HK Hong Kong SAR; HK Hong Kong China; MO Macau; MO Macao SAR;
        TW Taiwan Province of China; CN Peoples Republic of China; CN Mainland China; NL The Netherlands; NL Holland; AE UAE;
        IE Republic of Ireland; MM Burma; TL Timor Leste; PS State of Palestine; PS Palestinian Territories; CD DR Congo; CD Congo Kinshasa;
        CG Republic of the Congo; CG Congo Brazzaville; BS The Bahamas; GM The Gambia; ZA Republic of South Africa
        """;

    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuyy";

    private static readonly FrozenDictionary<string, string> ByName = Table
        .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(entry => KeyOf(entry.AsSpan(3)), entry => entry[..2], StringComparer.Ordinal);

    /// <summary>ISO 3166-1 alpha-2 in upper case, from a code in any case or an English name; null for anything else.</summary>
    public static string? Find(string? codeOrName) =>
        Tidy.Country(codeOrName)
        ?? (Tidy.Text(codeOrName) is { Length: <= 80 } name ? ByName.GetValueOrDefault(KeyOf(name.Replace("&", "and", StringComparison.Ordinal))) : null);

    /// <summary>Letters only, lower case, without accents: punctuation and blanks differ from sender to sender.</summary>
    private static string KeyOf(ReadOnlySpan<char> name)
    {
        Span<char> key = stackalloc char[name.Length];
        var length = 0;
        foreach (var character in name)
        {
            if (!char.IsLetter(character))
                continue;

            var lower = char.ToLowerInvariant(character);
            var accented = Accented.IndexOf(lower, StringComparison.Ordinal);
            key[length++] = accented < 0 ? lower : Plain[accented];
        }

        return new string(key[..length]);
    }
}
