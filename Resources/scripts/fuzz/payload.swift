// Fuzzes what a session cookie's payload goes through: base64, zlib, JSON, Flask's tags, and back. The first byte chooses where
// the rest enters, so that the fuzzer need not find a whole chain of them.

/// More than this many bytes out of one input would mean that a limit does not hold.
private let mostText = 16 << 20

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPayload(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let entry = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch entry & 3 {
    case 0: readJSON(rest)
    case 1:
        for bytes in [PythonBase64.decodeURLSafe(rest), PythonBase64.decodeStandard(rest)].compactMap({ $0 }) {
            // What is written again has one spelling, which reads as the same bytes.
            precondition(PythonBase64.decodeURLSafe(PythonBase64.encodeURLSafe(bytes)) == bytes)
            precondition(PythonBase64.decodeStandard(PythonBase64.encodeStandard(bytes)) == bytes)
            readJSON(bytes)
        }
    case 2:
        let limit = 1 << 16
        if case .bytes(let bytes) = Zlib.inflate(rest, limit: limit) {
            precondition(bytes.count <= limit)
            readJSON(bytes)
        }
    default:
        guard let packed = Zlib.compress(rest) else { return 0 }
        precondition(Zlib.inflate(packed, limit: rest.count) == .bytes(rest))
        if !rest.isEmpty { precondition(Zlib.inflate(packed, limit: rest.count - 1) == .tooBig) }
    }
    return 0
}

private func readJSON(_ json: [UInt8]) {
    guard let value = try? TaggedJSON.decode(json) else { return }
    precondition(PythonText.str(value).utf8.count < mostText)
    // What was read is written, and from then on reading and writing change nothing.
    let once = TaggedJSON.encode(value)
    precondition(!once.isEmpty)
    guard let again = try? TaggedJSON.decode(once) else { return }
    let twice = TaggedJSON.encode(again)
    if let third = try? TaggedJSON.decode(twice) { precondition(TaggedJSON.encode(third) == twice) }
}
