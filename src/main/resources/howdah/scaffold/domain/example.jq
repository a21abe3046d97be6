{id: .id, sequence: .seq, customerId: .customer.id, status: .state, note: .note, updatedAt: .time}
