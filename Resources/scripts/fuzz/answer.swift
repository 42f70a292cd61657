// Fuzzes what a live application may answer: in whatever pieces it comes, the same is read of it, and no more than the limits.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAnswer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let method: FlowRequest.Method = first & 0x80 == 0 ? .get : .head
    let bytes = Array(input.dropFirst())
    let whole = read(bytes, method, piece: bytes.count + 1)
    precondition(whole == read(bytes, method, piece: Int(first & 31) + 1))
    if let whole {
        precondition((100...999).contains(whole.status))
        precondition(whole.body.count <= bytes.count)
    }
    return 0
}

/// `nil` for what is refused.
private func read(_ bytes: [UInt8], _ method: FlowRequest.Method, piece: Int) -> LiveResponse? {
    var reader = HTTPResponseReader(answerTo: method)
    var rest = bytes[...]
    while !rest.isEmpty {
        do {
            if let response = try reader.feed(rest.prefix(piece)) { return response }
        } catch { return nil }
        rest = rest.dropFirst(piece)
    }
    return try? reader.end()
}
