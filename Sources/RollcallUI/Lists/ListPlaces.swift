import Screen
import SessionCore
import SessionRegistry

/// Places in a list: filter, order, selection and detail.
enum ListPlaces<Row: ListedRecord> {
    static func describe(_ place: inout Place, _ model: Model) {
        let list = model[keyPath: Row.path]
        place.filter = list.filterText
        place.sort = "\(list.sort.field.rawValue):\(list.sort.direction.rawValue)"
        place.isDetailOpen = model.layout.zoomed || model.layout.detailFocused
        if let session = list.selected as? SessionRecord { place.anchor = .session(session) }
        if let token = list.selected as? TokenRecord { place.anchor = .token(token) }
    }

    static func go(to place: Place, _ model: inout Model) {
        let list = model[keyPath: Row.path]
        let anchor = anchor(of: place)
        ListRanges<Row>.end(&model)
        var isNew = false
        if place.filter != list.filterText, let filter = try? Filter(parsing: place.filter) {
            isNew = ListActions<Row>.change(to: filter, text: place.filter, &model)
        }
        if case .success(let sort) = ListVerbs<Row>.sort(place.sort), sort != list.sort {
            model[keyPath: Row.path].sort = sort
            ListPlacing<Row>.forget(&model, filter: false)
            isNew = true
        }
        if let anchor {
            model[keyPath: Row.path].select(id: anchor.id)
            isNew = isNew || model[keyPath: Row.path].selectedIndex == nil
        }
        if isNew {
            ListActions<Row>.reload(&model, anchor: anchor)
        } else if let index = model[keyPath: Row.path].selectedIndex {
            ListActions<Row>.select(&model, index: index)
        }
        ListActions<Row>.followSelection(&model, immediately: true)
        if place.isDetailOpen { DetailActions<Row>.enter(&model) }
    }

    private static func anchor(of place: Place) -> Row? {
        switch place.anchor {
        case .session(let session): session as? Row
        case .token(let token): token as? Row
        case nil: nil
        }
    }
}
