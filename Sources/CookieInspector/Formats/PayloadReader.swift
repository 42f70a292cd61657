import SessionCore

/// What was found in a payload, and how it was unwrapped.
struct DecodedPayload {
    var payload: CookieReport.Payload?
    /// Outermost first.
    var layers: [String] = []
    /// Why it could not be read to the end.
    var problem: String?
    var isBomb = false
    var isPickle = false

    var map: SessionMap? {
        if case .json(.map(let map))? = payload { map } else { nil }
    }
}

/// Unwraps the payloads of Python frameworks: `.` in front says zlib, then base64, then JSON.
enum PayloadReader {
    /// - Parameter standardAlphabet: base64 with `+/` and padding (Starlette) instead of the URL-safe one.
    static func read(_ text: Substring, standardAlphabet: Bool = false) -> DecodedPayload {
        var result = DecodedPayload()
        var body = text
        let compressed = body.hasPrefix(".")
        if compressed { body = body.dropFirst() }
        let encoded = Array(body.utf8)
        guard var bytes = standardAlphabet ? PythonBase64.decodeStandard(encoded) : PythonBase64.decodeURLSafe(encoded) else {
            result.problem = "the payload is not base64" + place(of: body, standardAlphabet: standardAlphabet, after: compressed ? 1 : 0)
            return result
        }
        result.layers.append(standardAlphabet ? "base64" : "base64url")
        if compressed {
            switch Zlib.inflate(bytes, limit: CookieInspector.inflatedLimit) {
            case .bytes(let inflated):
                bytes = inflated
                result.layers.append("zlib")
            case .tooBig:
                result.layers.append("zlib")
                result.isBomb = true
                result.problem = "the payload inflates to more than \(CookieInspector.inflatedLimit) bytes; it was not decoded"
                return result
            case .corrupt:
                result.problem = "the payload is not zlib data, as its leading dot says"
                return result
            }
        }
        readJSON(bytes, into: &result)
        return result
    }

    /// Where a character stands that is none of the alphabet's, counted from 1 in the cookie's value.
    private static func place(of body: Substring, standardAlphabet: Bool, after offset: Int) -> String {
        let marks: Set<UInt8> = Set((standardAlphabet ? "+/=" : "-_=").utf8)
        let bad = body.unicodeScalars.enumerated().first { _, scalar in
            guard scalar.isASCII else { return true }
            return !scalar.properties.isAlphabetic && !(0x30...0x39).contains(scalar.value) && !marks.contains(UInt8(scalar.value))
        }
        guard let bad else { return ": it has \(body.utf8.count) characters, which is no whole number of bytes" }
        return ": character \(bad.offset + 1 + offset) of the cookie is none of its alphabet"
    }

    /// JSON, else a pickle that is named only.
    static func readJSON(_ bytes: [UInt8], into result: inout DecodedPayload) {
        if isPickle(bytes) {
            result.layers.append("pickle")
            result.isPickle = true
            return
        }
        let value: SessionValue
        do {
            value = try PythonJSON.parse(
                bytes, maximumLength: CookieInspector.inflatedLimit, maximumDepth: CookieInspector.depthLimit)
        } catch {
            switch error {
            case .tooDeep:
                result.problem = "the payload nests deeper than \(CookieInspector.depthLimit) levels; it was not decoded"
            case .tooLong: result.problem = "the payload has more than \(CookieInspector.inflatedLimit) bytes; it was not decoded"
            case .malformed(let offset): result.problem = "the payload is not JSON from its byte \(offset + 1) on"
            default: result.problem = "the payload is not JSON"
            }
            return
        }
        result.layers.append("json")
        result.payload = .json(value)
    }

    /// Protocol 2 and later: PROTO, a version, and STOP at the end.
    static func isPickle(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 3 && bytes[0] == 0x80 && (2...5).contains(bytes[1]) && bytes.last == UInt8(ascii: ".")
    }
}

extension SessionMap {
    /// The first of these keys that holds a text or an integer, as text.
    func userID(_ keys: String...) -> String? {
        for key in keys {
            switch self[key] {
            case .string(let text)?: return text
            case .integer(let number)?: return String(number)
            case .bigInteger(let digits)?: return digits
            default: continue
            }
        }
        return nil
    }
}
