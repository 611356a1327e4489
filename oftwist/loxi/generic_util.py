"""Reading and writing helpers under their established names."""

from oftwist.wire.codec.reader import OFReader, pack_list, pad_to, unpack_list

__all__ = ["OFReader", "pack_list", "pad_to", "unpack_list"]
