// Fuzzes what is read of a request's Cookie header, the dates that cookies and sessions hold, and host names.

private let secondsOfYear100: Int64 = -59_011_459_200

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHeader(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let cookies = RequestCookies(header: text)
    // A pair takes at least its name and its semicolon, and no part grows: an escape is longer than its byte, unless that byte
    // is no UTF-8 and becomes U+FFFD, of three bytes.
    var size = 0
    for (name, value) in cookies.pairs {
        precondition(!name.isEmpty)
        precondition(cookies[name] != nil)
        size += name.utf8.count + value.utf8.count + 1
    }
    precondition(size <= 3 * text.utf8.count + 1)

    for time in [Timestamp(httpDate: text), Timestamp(iso8601: text)].compactMap({ $0 }) {
        precondition(Timestamp(iso8601: time.iso8601) == time)
        // Python takes a year before 100 for one of 1969 to 2068, however many digits it has.
        guard time.seconds >= secondsOfYear100 else { continue }
        precondition(Timestamp(httpDate: time.httpDate) == Timestamp(seconds: time.seconds))
    }
    if let encoded = HostName.encode(text) {
        let labels = encoded.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        precondition(labels.allSatisfy { $0.count < 64 && $0.allSatisfy { $0 < 0x80 } } || text.utf8.allSatisfy { $0 < 0x80 })
    }
    if let decoded = HostName.decode(text), decoded != text { precondition(HostName.encode(decoded) != nil) }
    return 0
}
