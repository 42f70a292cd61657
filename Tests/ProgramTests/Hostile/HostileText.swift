/// What a hostile user might be called, might call the browser, or might send as a cookie.
enum HostileText {
    /// Valid as Unicode, each with a word in it by which it is found again.
    static let all: [String] = [
        "\u{1B}[2J\u{1B}[31mred", "\u{1B}]52;c;aGFja2Vk\u{7}clip", "\u{1B}]0;title\u{1B}\\",
        "\u{1B}]8;;http://evil.example\u{7}link\u{1B}]8;;\u{7}",
        "\u{1B}P$q\"p\u{1B}\\dcs", "\u{1B}_apc\u{1B}\\", "\u{1B}^pm\u{1B}\\", "\u{1B}creset", "\u{1B}[?1049lleave",
        "\u{1B}[6nreport", "\u{1B}#8align",
        "\u{9B}31mc1csi", "\u{9D}0;c1osc\u{9C}", "\u{90}c1dcs\u{9C}", "\u{84}\u{85}\u{8D}\u{8E}c1line",
        "\u{0}\u{1}\u{2}\u{5}\u{6}nul",
        "\u{7}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}c0", "\u{E}\u{F}shift", "\u{7F}\u{7F}del",
        "\u{202E}txt.exe\u{202C}bidi", "\u{2066}isolate\u{2069}\u{2067}\u{2068}", "\u{200E}\u{200F}\u{061C}marks",
        "ad\u{200B}mi\u{200C}n\u{200D}\u{2060}\u{FEFF}zero",
        "a" + String(repeating: "\u{0301}", count: 200) + "flood", String(repeating: "\u{20DD}", count: 50) + "lone",
        "中村さん全角wide", "👩‍👩‍👧‍👦👍🏽zwj",
        "🇩🇪🇫🇷flags", "\u{E0041}\u{E0042}\u{E007F}tags", "x\u{FE0F}y\u{FE0E}\u{E0100}variation", "line\u{2028}sep\u{2029}para",
        "\u{378}\u{E000}\u{F8FF}\u{10FFFF}\u{FFFE}unassigned", "\u{FFFD}\u{FFFC}\u{2800}\u{3164}\u{115F}fillers",
        "\u{00A0}\u{2003}\u{3000}spaces",
        "‹U+202E›forged", "$(reboot)`id`'\"\\;|&<script>", "%s%n%x", "..%2f../etc/passwd", "", " ", "\u{AD}soft",
        String(repeating: "ten kilobytes ", count: 730), String(repeating: "\u{1B}[5m\u{202E}中", count: 900),
    ]

    /// Bytes that are no UTF-8, as hexadecimal digits.
    static let notUnicode = [
        "9b33316d726177", "c080", "eda080", "f5ffff", "ff", "80", "1b5d303b78079c", "e2808f41c3", "00410042",
    ]
}
