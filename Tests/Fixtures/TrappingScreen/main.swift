// A screen under the supervisor, as the program's own, that falls into a fault when a key is pressed. For the tests only: the
// program itself has no way to make it trap.
import Glibc
import Screen
import Terminal

@inline(never) func fault(_ key: Character, _ secret: String, _ numbers: [Int]) -> Int {
    switch key {
    case "i": return numbers[secret.utf8.count]
    case "n": return numbers.first { $0 > secret.utf8.count }!
    case "o": return (numbers.last ?? 0) + Int.max
    case "s": return UnsafePointer<Int>(bitPattern: 16)?.pointee ?? 0
    default: return 0
    }
}

if let status = Supervisor.supervise(program: "trapping-screen") { exit(status) }
let errors = SupervisedProcess.takeReportPath().flatMap { StandardErrorCapture(path: $0) }
let secret = getenv("TRAPPING_SECRET").map { String(cString: $0) } ?? ""
let driver = try TerminalDriver.start(signals: try SignalSource(), waker: try Waker())
var canvas = Canvas(size: driver.size, theme: .dark)
canvas.put("ready to fall", at: Point(column: 0, row: 0), columns: driver.size.columns)
driver.paint(canvas.frame(mouse: true))
while true {
    for case .key(.character(let key)) in driver.waitForEvents(timeout: nil) {
        if key == "h" {
            canvas.put("hangs", at: Point(column: 0, row: 0), columns: driver.size.columns)
            driver.paint(canvas.frame(mouse: true))
            // Its signals wait to be read, for ever.
            while true { pause() }
        }
        if key == "q" {
            driver.stop()
            errors?.end()
            exit(0)
        }
        exit(Int32(truncatingIfNeeded: fault(key, secret, [1, 2, 3])))
    }
}
